/** Configuration of layers as a typed tree that remembers where in a file it stood; knows no file format. */
package io.keratin.core.config;
