@NullMarked
package dev.carillon.server.operations;

import org.jspecify.annotations.NullMarked;
