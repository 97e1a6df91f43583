/**
 * What happens inside a render process: pictures, pages, words and metadata read from one file.
 * Uses {@code embedded}.
 */
@NullMarked
package dev.carillon.server.assets.preview.rendering;

import org.jspecify.annotations.NullMarked;
