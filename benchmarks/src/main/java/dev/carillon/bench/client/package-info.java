/**
 * The fastest HTTP/1.1 client that is still reasonable to write, for load and as the limit of what
 * sending can reach. May depend on {@code bench} only.
 */
@NullMarked
package dev.carillon.bench.client;

import org.jspecify.annotations.NullMarked;
