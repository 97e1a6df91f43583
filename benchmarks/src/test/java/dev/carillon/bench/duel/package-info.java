/** Tests of what takes turns and what it used. */
@NullMarked
package dev.carillon.bench.duel;

import org.jspecify.annotations.NullMarked;
