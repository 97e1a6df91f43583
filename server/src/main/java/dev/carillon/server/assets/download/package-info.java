/**
 * Original files and archives of them. Uses {@code asset}, {@code file}, {@code history} and {@code
 * bulk}.
 */
@NullMarked
package dev.carillon.server.assets.download;

import org.jspecify.annotations.NullMarked;
