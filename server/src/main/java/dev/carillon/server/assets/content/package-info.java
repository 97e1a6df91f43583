/**
 * The files of assets as clients send and fetch them: uploads, downloads, their URLs, and the
 * secrets that make URLs work without a login. Uses {@code asset}, {@code file}, {@code
 * preview.process} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.content;

import org.jspecify.annotations.NullMarked;
