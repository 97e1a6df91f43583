@NullMarked
package dev.carillon.server.operations.metrics;

import org.jspecify.annotations.NullMarked;
