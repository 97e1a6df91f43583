@NullMarked
package dev.carillon.hooks.proof;

import org.jspecify.annotations.NullMarked;
