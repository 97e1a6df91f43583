/**
 * What every program is made of: its arguments, the server that it starts, its figures and its
 * verdict.
 */
@NullMarked
package dev.carillon.bench.program;

import org.jspecify.annotations.NullMarked;
