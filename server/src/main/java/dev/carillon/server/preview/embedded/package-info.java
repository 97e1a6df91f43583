/**
 * What files say about themselves (EXIF, IPTC, XMP), as values of fields, and how values of fields
 * are written into JPEG files.
 */
@NullMarked
package dev.carillon.server.preview.embedded;

import org.jspecify.annotations.NullMarked;
