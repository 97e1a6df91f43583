/** Metadata embedded in files (XMP), read and written. Uses {@code field}. */
@NullMarked
package dev.carillon.server.assets.preview.embedded;

import org.jspecify.annotations.NullMarked;
