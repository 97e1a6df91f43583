/** The resource API: assets and folders by id. Uses {@code assets} and the packages below it. */
@NullMarked
package dev.carillon.server.assets.resource;

import org.jspecify.annotations.NullMarked;
