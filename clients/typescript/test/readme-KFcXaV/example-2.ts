import { createAlmoner, isApiError } from '@almoner/client';

const almoner = createAlmoner({ baseUrl: 'http://localhost:8080' });
try {
  await almoner.clients.import({ content: 'home,family_name\nHV,Moss\n', file_name: 'residents.csv' }, { timeout: 90_000 });
} catch (error) {
  if (!isApiError(error)) throw error;
  // `content.2.given_name`: the line of the file, and its column.
  for (const { path, message } of error.fields) console.log(path, message);
  if (error.retryable) console.log('again in', error.retryAfter ?? 1, 's; the number of the request is', error.requestId);
}

export {};
