/** "Agnes Whitlock (4)": a resident in a line of several. Rooms are named by homes: "4", "Room 4", "Rose 2". */
export function roomWordsOf({
  client_name,
  room_name,
}: {
  client_name: string;
  room_name?: string | null;
}): string {
  return room_name ? `${client_name} (${room_name})` : client_name;
}
