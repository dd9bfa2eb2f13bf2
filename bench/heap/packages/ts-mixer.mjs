import { Mixin } from 'ts-mixer';

class Named {
  name = '';
}
class Dated {
  date = 0;
}

// A class is mixed where it is needed, again and again.
for (let request = 0; request < 500; request++) {
  const Entry = Mixin(Named, Dated);
  new Entry().name = String(request);
}
