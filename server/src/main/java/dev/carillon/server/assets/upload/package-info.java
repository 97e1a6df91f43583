/**
 * Uploads that can be resumed: files that come in parts, over several requests. Uses the packages
 * {@code content} and {@code file}.
 */
@NullMarked
package dev.carillon.server.assets.upload;

import org.jspecify.annotations.NullMarked;
