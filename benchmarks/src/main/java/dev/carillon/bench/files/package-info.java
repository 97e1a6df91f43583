/**
 * Files in and out through the API, beside plain copies of the same bytes. May depend on {@code
 * bench} and on the server's command line client.
 */
@NullMarked
package dev.carillon.bench.files;

import org.jspecify.annotations.NullMarked;
