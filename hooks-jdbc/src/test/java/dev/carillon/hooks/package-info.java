@NullMarked
package dev.carillon.hooks;

import org.jspecify.annotations.NullMarked;
