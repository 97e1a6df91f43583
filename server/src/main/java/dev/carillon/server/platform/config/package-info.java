/**
 * Node and cluster properties: what there is, how it is read, checked and changed. Uses {@code
 * hooks}.
 */
@NullMarked
package dev.carillon.server.platform.config;

import org.jspecify.annotations.NullMarked;
