/** What decoding a file may cost. */
@NullMarked
package dev.carillon.server.assets.preview.process;

import org.jspecify.annotations.NullMarked;
