/**
 * What grows with a library and its log, and what must not: matching with many webhooks, the search
 * index with many assets, the store with many deliveries. May depend on {@code bench} and {@code
 * bench.receiver} and on the server's command line client.
 */
@NullMarked
package dev.carillon.bench.growth;

import org.jspecify.annotations.NullMarked;
