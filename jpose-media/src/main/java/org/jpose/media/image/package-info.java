/** Image files: finding, reading upright, writing whole. */
package org.jpose.media.image;
