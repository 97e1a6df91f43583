/**
 * Previews of files: which kinds there are, the queue of those to be made, the processes that make
 * them ({@code render}) and where they are kept beside the blobs. Knows no assets; uses {@code
 * file} and {@code change}.
 */
@NullMarked
package dev.carillon.server.preview;

import org.jspecify.annotations.NullMarked;
