/** Several threads that share one piece of work. */
package io.keratin.core.threads;
