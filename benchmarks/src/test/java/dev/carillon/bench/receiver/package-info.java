@NullMarked
package dev.carillon.bench.receiver;

import org.jspecify.annotations.NullMarked;
