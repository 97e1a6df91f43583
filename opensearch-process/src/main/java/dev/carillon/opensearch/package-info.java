/**
 * A node of OpenSearch in a process of its own, which the tests of the server start and end. It
 * depends on OpenSearch alone; no other module has it on its class path.
 */
@NullMarked
package dev.carillon.opensearch;

import org.jspecify.annotations.NullMarked;
