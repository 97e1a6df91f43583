@NullMarked
package dev.carillon.hooks.spring.observation;

import org.jspecify.annotations.NullMarked;
