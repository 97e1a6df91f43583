/** OpenSearch is away, slow or killed, or the node that writes to it is, under load of changes. */
@NullMarked
package dev.carillon.server.faults.search;

import org.jspecify.annotations.NullMarked;
