/**
 * What is made of files: previews, thumbnails and words, kept beside each file; renditions on
 * request, kept for a while. Uses {@code process}, {@code rendering}, {@code file} and {@code
 * platform}.
 */
@NullMarked
package dev.carillon.server.assets.preview.rendition;

import org.jspecify.annotations.NullMarked;
