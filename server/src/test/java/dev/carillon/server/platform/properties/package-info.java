@NullMarked
package dev.carillon.server.platform.properties;

import org.jspecify.annotations.NullMarked;
