#include "painting/flower/flower_painter.h"
