@NullMarked
package dev.carillon.hooks.spring;

import org.jspecify.annotations.NullMarked;
