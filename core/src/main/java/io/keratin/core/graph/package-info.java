/** Laying out a model for known shapes: which arrays there are, which steps run over them, what state they keep. */
package io.keratin.core.graph;
