/**
 * External engines: programs elsewhere that make previews and thumbnails of files of some types.
 * The server posts a job to them, they fetch the file and send the pictures back. Uses {@code
 * asset}, {@code preview} and the sender of {@code hooks}.
 */
@NullMarked
package dev.carillon.server.assets.preview.external;

import org.jspecify.annotations.NullMarked;
