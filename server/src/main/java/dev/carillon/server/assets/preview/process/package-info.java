/**
 * The processes that decode files: how one is started, asked and limited, and their pool; and
 * {@code EmbeddedFields}, which asks one for the metadata and words in a file. Uses {@code
 * rendering}, {@code field}, {@code file} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.preview.process;

import org.jspecify.annotations.NullMarked;
