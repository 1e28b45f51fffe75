/** People and fields drawn on images. */
package org.jpose.media.draw;
