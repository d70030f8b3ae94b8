/** The one exception family: {@link io.keratin.core.error.KeratinException} and its children. */
package io.keratin.core.error;
