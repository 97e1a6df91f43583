/**
 * The files of assets on disk: stored once by their hash, with the types that are known. Uses
 * {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.file;

import org.jspecify.annotations.NullMarked;
