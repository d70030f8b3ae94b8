/** Writes a model as a program: in Java with this DSL, in Python with Keras. */
package io.keratin.dsl.source;
