@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
