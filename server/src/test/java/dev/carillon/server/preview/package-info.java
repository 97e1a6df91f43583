/** What decoding a file may cost. */
@NullMarked
package dev.carillon.server.preview;

import org.jspecify.annotations.NullMarked;
