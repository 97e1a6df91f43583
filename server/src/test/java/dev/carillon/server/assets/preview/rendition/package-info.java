/** Renditions and previews: made once, kept within bounds, refused where they cost too much. */
@NullMarked
package dev.carillon.server.assets.preview.rendition;

import org.jspecify.annotations.NullMarked;
