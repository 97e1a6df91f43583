@NullMarked
package dev.carillon.server.observe.metric;

import org.jspecify.annotations.NullMarked;
