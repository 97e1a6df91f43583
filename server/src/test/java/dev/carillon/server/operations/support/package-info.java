@NullMarked
package dev.carillon.server.operations.support;

import org.jspecify.annotations.NullMarked;
