@NullMarked
package dev.carillon.bench.program;

import org.jspecify.annotations.NullMarked;
