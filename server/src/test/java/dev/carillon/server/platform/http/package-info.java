@NullMarked
package dev.carillon.server.platform.http;

import org.jspecify.annotations.NullMarked;
