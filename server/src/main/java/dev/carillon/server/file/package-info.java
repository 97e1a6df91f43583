/**
 * Where the bytes of files are: a content-addressed store of blobs, and the small records beside it
 * from which assets can be rescued. Depends only on {@code http}, for uploads.
 */
@NullMarked
package dev.carillon.server.file;

import org.jspecify.annotations.NullMarked;
