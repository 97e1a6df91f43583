/**
 * The file store in an S3-compatible object store, with copies on this machine of what is read
 * often. Nothing of it is loaded where the file store is a folder. Uses {@code file} and {@code
 * platform}.
 */
@NullMarked
package dev.carillon.server.assets.file.s3;

import org.jspecify.annotations.NullMarked;
