/**
 * Previews, thumbnails and renditions of assets: made in the background or on request, served by
 * URL; and presets for renditions. Uses {@code asset}, {@code bulk}, {@code process}, {@code
 * rendering} and {@code rendition}.
 */
@NullMarked
package dev.carillon.server.assets.preview;

import org.jspecify.annotations.NullMarked;
