/** Files, their previews and what is embedded in them, over real HTTP. */
@NullMarked
package dev.carillon.server.files;

import org.jspecify.annotations.NullMarked;
