@NullMarked
package dev.carillon.bench.duel;

import org.jspecify.annotations.NullMarked;
