@NullMarked
package dev.carillon.server.http;

import org.jspecify.annotations.NullMarked;
