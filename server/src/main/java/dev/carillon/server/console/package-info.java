/**
 * The pages that people see, as the console's build left them in a jar: one index and files named
 * by their content. Knows nothing of what the pages do; may use {@code http}.
 */
@NullMarked
package dev.carillon.server.console;

import org.jspecify.annotations.NullMarked;
