/** Tests of what features cost. */
@NullMarked
package dev.carillon.bench.features;

import org.jspecify.annotations.NullMarked;
