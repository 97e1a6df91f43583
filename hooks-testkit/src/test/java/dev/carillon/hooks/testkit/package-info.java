@NullMarked
package dev.carillon.hooks.testkit;

import org.jspecify.annotations.NullMarked;
